package org.streamlistening.internal.cdi;

/** A message for the tests of consumers. */
public record Order(int number) {}
