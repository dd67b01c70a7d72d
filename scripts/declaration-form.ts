// How exports are written in the API reference: declarations without bodies, types that are inferred spelt out.
import {
  type ClassDeclaration,
  type ExportedDeclarations,
  type JSDoc,
  Node,
  type Signature,
  type Type,
  ts,
} from 'ts-morph'

/** The comments of a declaration; those of a `const` stand before its statement. */
export function docsOf(declaration: Node): JSDoc[] {
  const owner = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration
  return owner && Node.isJSDocable(owner) ? owner.getJsDocs() : []
}

/** How it is declared, without bodies; comments of members stay. */
export function formOf(
  name: string,
  declaration: ExportedDeclarations,
  known: ReadonlyMap<string, string>,
): string {
  if (Node.isInterfaceDeclaration(declaration)) return bare(declaration.getText())
  if (Node.isTypeAliasDeclaration(declaration)) {
    if (!isInferred(declaration)) return bare(declaration.getText())
    return `type ${name} =${shapeOf(declaration.getType(), declaration, known)}`
  }
  if (Node.isClassDeclaration(declaration)) return classForm(declaration)
  const [signature] = declaration.getType().getCallSignatures()
  return signature
    ? `function ${name}${signatureForm(signature, declaration)}`
    : `const ${name}: ${typeText(declaration.getType(), declaration)}`
}

/** Whether its text shows nothing: it is taken from a schema or a list. */
export const isInferred = (declaration: ExportedDeclarations) =>
  Node.isTypeAliasDeclaration(declaration) &&
  /^(z\.infer|\(typeof)\b/.test(declaration.getTypeNode()?.getText() ?? '')

const bare = (text: string) =>
  text.replace(/^export (declare )?/, '').replace(/^\s*\/\/ biome-ignore.*\n/gm, '')

const typeText = (type: Type, place: Node) => withoutImports(type.getText(place))
export const expandedText = (type: Type, place: Node) =>
  withoutImports(type.getText(place, ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.NoTruncation))
const withoutImports = (text: string) =>
  text.replace(/import\("[^"]*"\)\./g, '').replace(/\{ \[x: string\]: (\w+); \}/, 'Record<string, $1>')

function signatureForm(signature: Signature, place: Node): string {
  const written = signature.getDeclaration()
  const isGeneric = Node.isTypeParametered(written)
  const generics = isGeneric ? written.getTypeParameters().map((parameter) => parameter.getText()) : []
  const params = signature.getParameters().map((symbol) => {
    const [parameter] = symbol.getDeclarations()
    if (!Node.isParameterDeclaration(parameter)) return symbol.getName()
    const isDestructured = Node.isObjectBindingPattern(parameter.getNameNode())
    const type = parameter.getTypeNode()?.getText() ?? typeText(parameter.getType(), place)
    return `${isDestructured ? 'options' : parameter.getName()}${parameter.isOptional() ? '?' : ''}: ${type}`
  })
  const result = written.getReturnTypeNode()?.getText() ?? typeText(signature.getReturnType(), place)
  return `${generics.length > 0 ? `<${generics.join(', ')}>` : ''}(${params.join(', ')}): ${result}`
}

function classForm(declaration: ClassDeclaration): string {
  const members = declaration.getMembers().flatMap((member) => {
    const body =
      Node.isMethodDeclaration(member) || Node.isConstructorDeclaration(member) ? member.getBody() : undefined
    const text = body ? member.getText().slice(0, body.getStart() - member.getStart()) : member.getText()
    return [...docsOf(member).map((doc) => doc.getText()), text].map((line) => `  ${line.trim()}`)
  })
  const base = declaration.getExtends()?.getText()
  return `class ${declaration.getName()}${base ? ` extends ${base}` : ''} {\n${members.join('\n')}\n}`
}

/** The fields of a type that is inferred from a zod schema, with the comments of the schema; the members of a union. */
function shapeOf(type: Type, place: Node, known: ReadonlyMap<string, string>): string {
  if (type.isUnion())
    return type
      .getUnionTypes()
      .map((one) => `\n  | ${typeText(one, place)}`)
      .join('')
  const fields = type.getProperties().map((property) => {
    const [written] = property.getDeclarations()
    const comment = written?.getLeadingCommentRanges().map((range) => `  ${range.getText()}\n`) ?? []
    const text = typeText(property.getTypeAtLocation(place), place).replace(/ \| undefined$/, '')
    const value = text.replace(/\[\]$/, '')
    const named = known.get(value)
    const list = value === text ? '' : '[]'
    return `${comment.join('')}  ${property.getName()}${property.isOptional() ? '?' : ''}: ${named ?? value}${list}`
  })
  return ` {\n${fields.join('\n')}\n}`
}
