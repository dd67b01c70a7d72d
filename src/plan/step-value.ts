/**
 * An input value of a step: a literal, a reference (`"$image1"`, `"$s1.text"`, `"$s1.frames[*]"`), a list of those, or
 * text with `{{s1.text}}` in it.
 */
export type StepValue = string | number | boolean | null | StepValue[] | { [key: string]: StepValue }
