"""The VC-API for public conformance suites: a test issuer and verifier on loopback, with a key that lives as long as the process."""
