"""What `./run`, the build and the tests need beside the package itself."""
