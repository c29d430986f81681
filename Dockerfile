# Mirin in one image; what a container does is its command: `mirin worker`, `mirin board`, …

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN chmod +x dist/cli/main.js \
  && ln -s /app/dist/cli/main.js /usr/local/bin/mirin \
  && install -d -o node -g node -m 0700 /var/lib/mirin
ENV NODE_ENV=production MIRIN_DATA_DIR=/var/lib/mirin
USER node
CMD ["mirin", "worker"]
