export default {
  test: {
    include: ["suite.test.mjs"],
    // The machine may be busy with other tests.
    testTimeout: 60_000,
  },
}
