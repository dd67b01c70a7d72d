/** Numbers that are added one by one, eight bytes each. */
export class NumberList {
  #numbers = new Float64Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#length] = number
    this.#length += 1
  }

  values(): Float64Array {
    return this.#numbers.subarray(0, this.#length)
  }
}
