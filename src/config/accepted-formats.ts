/** What can be attached, for help and messages. */
export const acceptedFormats =
  'pictures (PNG, JPEG, WebP, GIF, AVIF, TIFF), sound (WAV, MP3, FLAC, Ogg, Opus, M4A, AAC), video (MP4, MOV, WebM, Matroska), 3D models (GLB), documents (PDF, DOCX, XLSX, PPTX, HTML), UTF-8 text, Markdown, JSON and CSV'
