# The backend with the page inside, for compose.yaml. Closed machines give their own base images:
#   docker build --build-arg BUILD_IMAGE=... --build-arg RUN_IMAGE=... .
# BUILD_IMAGE needs a cargo of 1.95 or newer and Debian's apt-get. What else it takes to build the page is set up in it,
# with Debian's toolchain where rustup has no download; what it has already is used.
ARG BUILD_IMAGE=docker.io/library/rust:1.95-slim-bookworm
ARG RUN_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
# The C compiler is for SQLite; curl fetches the release files of what builds the page, where they can be reached.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev ca-certificates curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /lab
COPY . .
# The caches make the second build quick, and are in no image.
RUN --mount=type=cache,target=/lab/.tools --mount=type=cache,target=/lab/target \
    cargo xtask build && cp target/release/exactly-once-lab /

FROM ${RUN_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/lab lab \
    && install --directory --owner=lab /var/lib/lab
COPY --from=build /exactly-once-lab /usr/local/bin/exactly-once-lab
COPY payments.csv /usr/share/lab/payments.csv
USER lab
VOLUME /var/lib/lab
EXPOSE 8080
ENTRYPOINT ["exactly-once-lab", "serve"]
CMD ["--host", "0.0.0.0", "--data-dir", "/var/lib/lab", "--payments", "/usr/share/lab/payments.csv"]
