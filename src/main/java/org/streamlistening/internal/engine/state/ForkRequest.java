package org.streamlistening.internal.engine.state;

import java.util.Optional;

/**
 * Where a new stream is to branch off, as it was asked for (Protocol, section 4.2).
 *
 * @param source the id of the stream to fork
 * @param offset where to branch off; the source's tail if it was left out
 * @param subOffset how many messages of JSON, or bytes of anything else, behind the offset
 */
public record ForkRequest(String source, Optional<StreamOffset> offset, long subOffset) {}
