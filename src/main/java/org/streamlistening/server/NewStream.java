package org.streamlistening.server;

/** A request to create a stream. */
record NewStream(StreamConfig config, Batch batch, boolean closed) {}
