package org.streamlistening.server;

/** The names of the headers, as the protocol spells them. */
final class Headers {

    static final String NEXT_OFFSET = "Stream-Next-Offset";
    static final String EARLIEST_OFFSET = "Stream-Earliest-Offset";
    /** Not of the protocol: with status 410, that the offset belongs to a stream that was here under this id before. */
    static final String RECREATED = "Stream-Recreated";

    static final String UP_TO_DATE = "Stream-Up-To-Date";
    static final String CLOSED = "Stream-Closed";
    static final String CURSOR = "Stream-Cursor";
    static final String SEQ = "Stream-Seq";
    static final String TTL = "Stream-TTL";
    static final String EXPIRES_AT = "Stream-Expires-At";
    static final String FORKED_FROM = "Stream-Forked-From";
    static final String FORK_OFFSET = "Stream-Fork-Offset";
    static final String FORK_SUB_OFFSET = "Stream-Fork-Sub-Offset";
    static final String SSE_DATA_ENCODING = "Stream-SSE-Data-Encoding";
    static final String PRODUCER_ID = "Producer-Id";
    static final String PRODUCER_EPOCH = "Producer-Epoch";
    static final String PRODUCER_SEQ = "Producer-Seq";
    static final String PRODUCER_EXPECTED_SEQ = "Producer-Expected-Seq";
    static final String PRODUCER_RECEIVED_SEQ = "Producer-Received-Seq";

    /** Not of the protocol: on every answer, so that one of the container in its place is known for what it is. */
    static final String SERVER = "Stream-Server";

    private Headers() {}
}
