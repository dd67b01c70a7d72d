FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src src
COPY config config
COPY page page
COPY scripts/copy-scripts.mjs scripts/compile-config.mjs scripts/bundle.mjs scripts/build-page.mjs scripts/
RUN npm run build && npm prune --omit=dev --ignore-scripts
# What ONNX Runtime brings for browsers and other systems: docs/devices.md.
RUN rm -r node_modules/onnxruntime-web \
    && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -path "*/$(node -p 'process.platform + "/" + process.arch')" -exec rm -r {} +

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production SWITCHYARD_CACHE_DIR=/cache
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY config config
COPY models models
COPY native native
COPY LICENSE THIRD-PARTY-NOTICES ./
COPY samples samples
RUN mkdir -m 700 /cache && chown node:node /cache
USER node
ENTRYPOINT ["node", "dist/cli/main.js"]
