package org.streamlistening.internal.answer;

/**
 * An answer that is being written.
 *
 * @param producer the random name of its writer, which only the servers of the application know
 */
record OpenAnswer(String stream, String producer) {}
