package org.streamlistening.internal.engine.state;

/**
 * What one request appends, as it is stored. JSON messages stand one behind the other, each followed by a comma: so any
 * run of messages is an answer once it has brackets around it, and nobody looks at a message twice.
 */
public final class StoredAppend {

    public static final StoredAppend EMPTY = new StoredAppend(new byte[0], new int[0]);

    private final byte[] bytes;
    private final int[] ends;

    /**
     * @param bytes the stored bytes; never changed any more
     * @param ends where in them each message ends; for anything but JSON the whole is one message
     */
    public StoredAppend(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** The body of a request to a stream of that type. */
    public static StoredAppend of(byte[] body, ContentType type) {
        if (body.length == 0) {
            return EMPTY;
        }
        return type.isJson() ? JsonBody.split(body) : new StoredAppend(body, new int[] {body.length});
    }

    public byte[] bytes() {
        return bytes;
    }

    public int[] ends() {
        return ends;
    }

    public int messages() {
        return ends.length;
    }

    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public String toString() {
        return ends.length + " messages, " + bytes.length + " bytes";
    }
}
