package org.streamlistening.internal.engine.state;

import java.util.Optional;

/**
 * The requested point of a fork (Protocol, section 4.2).
 *
 * @param source the id of the stream to fork
 * @param offset the offset of the point; if empty, the tail of the source
 * @param subOffset the number of JSON messages, or of bytes for other types, between the offset and the point
 */
public record ForkRequest(String source, Optional<StreamOffset> offset, long subOffset) {}
