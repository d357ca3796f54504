package org.streamlistening.sample;

import java.io.Serializable;
import org.streamlistening.StreamPosition;

/**
 * The prompt of an answer, and where it stands in its stream: where a fork with another prompt, or with another answer,
 * begins.
 *
 * @param prompt untrusted
 * @param before the position in front of the prompt
 * @param behind the position behind it
 */
public record Asked(String prompt, StreamPosition before, StreamPosition behind) implements Serializable {}
