/** What programs need of the system: where things are, languages, time, graphics cards, threads, memory. */
const needed = new Set([
  'PATH',
  'PATHEXT',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'PWD',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'COMMONPROGRAMFILES',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'OS',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'DYLD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'GLIBC_TUNABLES',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'UV_THREADPOOL_SIZE',
  'NODE_ENV',
  'NO_COLOR',
  'FORCE_COLOR',
  'TERM',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_HUB_OFFLINE',
  'SWITCHYARD_CACHE_DIR',
])
const neededFamilies =
  /^(?:LC|XDG|CUDA|CUDNN|NVIDIA|NV|TENSORRT|ROCR|ROCM|HIP|HSA|ONNXRUNTIME|ORT|OMP|KMP|GOMP|MKL|OPENBLAS|VK|MESA|LIBGL|EGL|DRI|DXC|D3D|METAL|MTL|MALLOC|JEMALLOC)_[A-Z0-9_]+$/
const secret = /TOKEN|KEY|SECRET|PASS|PAT$|CREDENTIAL|AUTH|HEADERS|URL$/

/**
 * The environment for children that run models and read foreign files: what they need and nothing else, as any other
 * variable may hold a password.
 */
export function childEnv(env: Readonly<Record<string, string | undefined>> = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      const upper = name.toUpperCase()
      return needed.has(upper) || (neededFamilies.test(upper) && !secret.test(upper))
    }),
  )
}
