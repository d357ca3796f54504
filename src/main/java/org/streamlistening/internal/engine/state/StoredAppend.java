package org.streamlistening.internal.engine.state;

/**
 * The bytes that one request appends, in their stored form. Each JSON message is followed by a comma: any range of
 * messages in brackets is a response, without parsing the messages again.
 */
public final class StoredAppend {

    public static final StoredAppend EMPTY = new StoredAppend(new byte[0], new int[0]);

    private final byte[] bytes;
    private final int[] ends;

    /**
     * @param bytes the stored bytes; never changed
     * @param ends the end of each message; all bytes are one message unless the type is JSON
     */
    public StoredAppend(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** From the body of a request to a stream of this type. */
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
