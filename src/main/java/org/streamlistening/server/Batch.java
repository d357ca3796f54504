package org.streamlistening.server;

/**
 * What one request appends, as it is stored. JSON messages stand one behind the other, each followed by a comma: so any
 * run of messages is an answer once it has brackets around it, and nobody looks at a message twice.
 */
final class Batch {

    static final Batch EMPTY = new Batch(new byte[0], new int[0]);

    private final byte[] bytes;
    private final int[] ends;

    /**
     * @param bytes the stored bytes; never changed any more
     * @param ends where in them each message ends; for anything but JSON the whole is one message
     */
    Batch(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** The body of a request to a stream of that type. */
    static Batch of(byte[] body, ContentType type) {
        if (body.length == 0) {
            return EMPTY;
        }
        return type.isJson() ? JsonMessages.split(body) : new Batch(body, new int[] {body.length});
    }

    byte[] bytes() {
        return bytes;
    }

    int[] ends() {
        return ends;
    }

    int messages() {
        return ends.length;
    }

    int size() {
        return bytes.length;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public String toString() {
        return ends.length + " messages, " + bytes.length + " bytes";
    }
}
