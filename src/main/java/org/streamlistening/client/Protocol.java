package org.streamlistening.client;

import java.util.List;
import java.util.Set;

/** The names that the protocol gives to headers and parameters (Protocol, section 13.2). */
final class Protocol {

    static final String NEXT_OFFSET = "Stream-Next-Offset";
    static final String EARLIEST_OFFSET = "Stream-Earliest-Offset";
    static final String UP_TO_DATE = "Stream-Up-To-Date";
    static final String CLOSED = "Stream-Closed";
    static final String CURSOR = "Stream-Cursor";
    static final String SEQ = "Stream-Seq";
    static final String TTL = "Stream-TTL";
    static final String EXPIRES_AT = "Stream-Expires-At";
    static final String FORKED_FROM = "Stream-Forked-From";
    static final String FORK_OFFSET = "Stream-Fork-Offset";
    static final String FORK_SUB_OFFSET = "Stream-Fork-Sub-Offset";
    static final String SSE_ENCODING = "Stream-SSE-Data-Encoding";

    /** Not of the protocol: what the embedded server sends with every answer. */
    static final String SERVER = "Stream-Server";

    /** Of these, a successful response to a read has one at least. */
    static final List<String> OF_EACH_READ = List.of(NEXT_OFFSET, UP_TO_DATE, CLOSED, CURSOR, SERVER);
    /** Not of the protocol: the embedded server says that the offset is one of a stream that was there before. */
    static final String RECREATED = "Stream-Recreated";

    static final String PRODUCER_ID = "Producer-Id";
    static final String PRODUCER_EPOCH = "Producer-Epoch";
    static final String PRODUCER_SEQ = "Producer-Seq";
    static final String PRODUCER_EXPECTED_SEQ = "Producer-Expected-Seq";

    static final String OFFSET_PARAMETER = "offset";
    static final String LIVE_PARAMETER = "live";
    static final String CURSOR_PARAMETER = "cursor";

    /** The parameters that belong to the protocol itself. */
    static final Set<String> PARAMETERS = Set.of(OFFSET_PARAMETER, LIVE_PARAMETER, CURSOR_PARAMETER);

    private Protocol() {}
}
