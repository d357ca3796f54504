package org.streamlistening.internal.protocol;

import java.util.List;
import java.util.Set;

/** The header names and query parameters of the protocol (Protocol, section 13.2), for client and server. */
public final class ProtocolNames {

    public static final String NEXT_OFFSET = "Stream-Next-Offset";
    public static final String EARLIEST_OFFSET = "Stream-Earliest-Offset";
    /** An extension of the embedded server: with status 410, the offset belongs to a deleted stream of the same id. */
    public static final String RECREATED = "Stream-Recreated";

    public static final String UP_TO_DATE = "Stream-Up-To-Date";
    public static final String CLOSED = "Stream-Closed";
    public static final String CURSOR = "Stream-Cursor";
    public static final String SEQ = "Stream-Seq";
    public static final String TTL = "Stream-TTL";
    public static final String EXPIRES_AT = "Stream-Expires-At";
    public static final String FORKED_FROM = "Stream-Forked-From";
    public static final String FORK_OFFSET = "Stream-Fork-Offset";
    public static final String FORK_SUB_OFFSET = "Stream-Fork-Sub-Offset";
    public static final String SSE_DATA_ENCODING = "Stream-SSE-Data-Encoding";
    public static final String PRODUCER_ID = "Producer-Id";
    public static final String PRODUCER_EPOCH = "Producer-Epoch";
    public static final String PRODUCER_SEQ = "Producer-Seq";
    public static final String PRODUCER_EXPECTED_SEQ = "Producer-Expected-Seq";
    public static final String PRODUCER_RECEIVED_SEQ = "Producer-Received-Seq";

    /** An extension of the embedded server: on each of its responses, and on none of its container. */
    public static final String SERVER = "Stream-Server";

    /** Headers of successful reads: each response to a read has at least one of them. */
    public static final List<String> READ_HEADERS = List.of(NEXT_OFFSET, UP_TO_DATE, CLOSED, CURSOR, SERVER);

    public static final String OFFSET_PARAMETER = "offset";
    public static final String LIVE_PARAMETER = "live";
    public static final String CURSOR_PARAMETER = "cursor";

    /** The query parameters that the protocol reserves. */
    public static final Set<String> PARAMETERS = Set.of(OFFSET_PARAMETER, LIVE_PARAMETER, CURSOR_PARAMETER);

    private ProtocolNames() {}
}
