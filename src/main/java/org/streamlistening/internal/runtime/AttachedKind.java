package org.streamlistening.internal.runtime;

/** What a listener that is attached to a {@link StreamRuntime} delivers to. */
public enum AttachedKind {
    /** The beans of a session. */
    LISTENER,
    /** A WebSocket connection. */
    SOCKET,
    /** The observers of a consumer. */
    CONSUMER,
    /** The hand-over of sessions between servers. */
    HANDOVER
}
