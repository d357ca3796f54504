package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.body.ContentCoding;
import org.streamlistening.internal.http.body.SingleByte;

/**
 * The beginning of a response body as the server sent it. A comparison with the body that the caller reads shows
 * whether an interceptor of the application or of the container has decoded the body, such as
 * {@code resteasy.allowGzip}.
 *
 * <p>The filter removes the {@code Content-Encoding} that most interceptors look at. This also keeps RESTEasy from
 * limiting the body to 10 MB.
 */
final class UndecodedBody implements ContentCoding.DecodingCheck {

    static final String PROPERTY = UndecodedBody.class.getName();

    private @Nullable String coding;
    private boolean ended;
    private final byte[] beginning = new byte[ContentCoding.BEGINNING];
    private int length;

    /** The value of {@code Content-Encoding}; null: the server sent none. */
    @Nullable
    String coding() {
        return coding;
    }

    /** Whether the server sent a content coding and an empty body. */
    boolean isEmpty() {
        return coding != null && ended && length == 0;
    }

    @Override
    public boolean isDecoded(byte[] read) {
        int common = Math.min(read.length, length);
        return Arrays.mismatch(read, 0, common, beginning, 0, common) >= 0;
    }

    private void record(byte[] source, int offset, int count) {
        int added = Math.min(count, beginning.length - length);
        System.arraycopy(source, offset, beginning, length, added);
        length += added;
    }

    /** Runs before all other response filters, and thus before all interceptors. */
    static final class Filter implements ClientResponseFilter {

        @Override
        public void filter(ClientRequestContext request, ClientResponseContext response) {
            String coding = response.getHeaderString(ContentCoding.HEADER);
            InputStream body = response.getEntityStream();
            if (coding != null && body != null && request.getProperty(PROPERTY) instanceof UndecodedBody undecoded) {
                undecoded.coding = coding;
                response.getHeaders().remove(ContentCoding.HEADER);
                response.setEntityStream(new Recorder(body, undecoded));
            }
        }
    }

    private static final class Recorder extends FilterInputStream {

        private final UndecodedBody undecoded;

        Recorder(InputStream body, UndecodedBody undecoded) {
            super(body);
            this.undecoded = undecoded;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = super.read(target, offset, count);
            undecoded.ended |= read < 0;
            if (read > 0) {
                undecoded.record(target, offset, read);
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            return SingleByte.read(this);
        }
    }
}
