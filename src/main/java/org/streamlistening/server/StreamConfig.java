package org.streamlistening.server;

/** What a stream was made as, and stays. A second creation has to ask for the same (Protocol, section 5.1). */
record StreamConfig(ContentType contentType) {

    boolean isSameAs(StreamConfig other) {
        return contentType.isSameAs(other.contentType);
    }
}
