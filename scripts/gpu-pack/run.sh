#!/bin/sh
# Tries the package on this machine's GPU: doctor, the contract suite of local models, and three benchmarks.
#   ./run.sh            on the GPU (WebGPU over Vulkan)
#   ./run.sh cpu        on the processor
# Needs Linux x64 and, for the GPU, its driver. No network, no Node, no root. What it prints last goes into docs/devices.md.
set -u
here=$(cd "$(dirname "$0")" && pwd)
device=${1:-webgpu}
export TEST_DEVICE="$device" BENCH_DEVICE="$device"
# A library of the machine's own goes before ours: its driver was made for that.
for name in libvulkan.so.1 libstdc++.so.6 libgcc_s.so.1; do
  { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q "$name" && continue
  export LD_LIBRARY_PATH="$here/lib/$name.d${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export HOME="${HOME:-$here/home}" SWITCHYARD_CACHE_DIR="$here/cache" SWITCHYARD_LLM_SERVERS='[]' HF_HUB_OFFLINE=1
mkdir -p "$HOME"
# A driver without its note for Vulkan, as in many containers.
if [ "$device" = webgpu ] && [ -z "$(ls /usr/share/vulkan/icd.d /etc/vulkan/icd.d 2>/dev/null)" ]; then
  printf '{"file_format_version":"1.0.0","ICD":{"library_path":"libGLX_nvidia.so.0","api_version":"1.3.0"}}' >"$here/nvidia_icd.json"
  export VK_DRIVER_FILES="$here/nvidia_icd.json" VK_ICD_FILENAMES="$here/nvidia_icd.json"
fi
card=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null | head -1)
[ -n "$card" ] || card='no NVIDIA card found'
node="$here/node"
cd "$here/app" || exit 1
failed=''
step() {
  name=$1
  shift
  echo "== $name"
  "$@" 2>&1 | tee "$here/$name.log"
  # The status of the command, not of tee.
  [ "$(cat "$here/status" 2>/dev/null)" = 0 ] || failed="$failed $name"
}
kept() {
  "$@"
  echo $? >"$here/status"
}
step doctor kept "$node" dist/cli/main.js doctor --profile demo --set "local.device=$device"
step contract kept "$node" --test-reporter=tap --test-name-pattern 'The backend local' gpu/contract.mjs
for bench in overhead lag micro-batch; do step "$bench" kept "$node" gpu/bench.mjs "$bench"; done

echo
echo '---- for docs/devices.md ----'
echo "### ${card}, \`$device\`"
echo
echo "$(uname -sr), $(nproc) processors, Node $("$node" -v)"
echo
echo '| check | result |'
echo '| --- | --- |'
echo "| contract suite of local models | $(grep -E '^ +ok [0-9]' "$here/contract.log" | grep -vc SKIP) passed, $(grep -cE '^ +not ok' "$here/contract.log") failed |"
sed -nE 's/^  (ok  |MISS) (.*): ([^:]*)  \(target: (.*)\)$/| \2 | \3 (target \4) |/p' "$here/overhead.log" "$here/lag.log" "$here/micro-batch.log"
echo '-----------------------------'
[ -z "$failed" ] || echo "Failed or missed its target:$failed"
[ -z "$failed" ]
