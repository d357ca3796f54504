package org.streamlistening.internal.serve.exchange;

import java.io.IOException;

/** The response to a {@link ServerRequest}: a status and headers, then a body. For one thread at a time. */
public interface ServerResponse {

    void setStatus(int status);

    void setHeader(String name, String value);

    void addHeader(String name, String value);

    boolean containsHeader(String name);

    void setContentLength(long length);

    /** Whether status and headers were sent and can no longer change. */
    boolean isCommitted();

    /** Discards the part of the body that was not sent yet. */
    void resetBuffer();

    /** The greatest body that can be written at once, without {@link ResponseSink#start}. */
    int bufferSize();

    /** The output of the body. */
    ResponseSink sink() throws IOException;

    /** Ends the response. */
    void end();
}
