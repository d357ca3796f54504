package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.ContentCoding;
import org.streamlistening.internal.http.SingleByte;

/**
 * The beginning of a response body as the server sent it, to be compared with what the interceptors of the application
 * or of the container make of it: RESTEasy has one that unpacks, {@code resteasy.allowGzip}.
 *
 * <p>Hides the header that most of them decide by, which also keeps RESTEasy from limiting the body to 10 MB.
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

    /** Whether the server sent a coding and nothing that is coded. */
    boolean isEmpty() {
        return coding != null && ended && length == 0;
    }

    @Override
    public boolean isDecoded(byte[] read) {
        int common = Math.min(read.length, length);
        return Arrays.mismatch(read, 0, common, beginning, 0, common) >= 0;
    }

    private void note(byte[] source, int offset, int count) {
        int noted = Math.min(count, beginning.length - length);
        System.arraycopy(source, offset, beginning, length, noted);
        length += noted;
    }

    /** Comes before all other filters of responses, and so before all interceptors. */
    static final class Filter implements ClientResponseFilter {

        @Override
        public void filter(ClientRequestContext request, ClientResponseContext response) {
            String coding = response.getHeaderString(ContentCoding.HEADER);
            InputStream body = response.getEntityStream();
            if (coding != null && body != null && request.getProperty(PROPERTY) instanceof UndecodedBody sent) {
                sent.coding = coding;
                response.getHeaders().remove(ContentCoding.HEADER);
                response.setEntityStream(new Noted(body, sent));
            }
        }
    }

    private static final class Noted extends FilterInputStream {

        private final UndecodedBody sent;

        Noted(InputStream body, UndecodedBody sent) {
            super(body);
            this.sent = sent;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = super.read(target, offset, count);
            sent.ended |= read < 0;
            if (read > 0) {
                sent.note(target, offset, read);
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            return SingleByte.read(this);
        }
    }
}
