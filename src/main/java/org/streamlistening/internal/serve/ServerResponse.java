package org.streamlistening.internal.serve;

import java.io.IOException;

/** The response to a {@link ServerRequest}: a status and headers, then a body. For one thread at a time. */
public interface ServerResponse {

    void setStatus(int status);

    void setHeader(String name, String value);

    void addHeader(String name, String value);

    boolean containsHeader(String name);

    void setContentLength(long length);

    /** Whether status and headers are on their way and cannot be changed any more. */
    boolean isCommitted();

    /** Takes back what was written of the body and is not on its way yet. */
    void resetBuffer();

    /** How long a body may be that is written at once and needs no {@link ResponseSink#start}. */
    int bufferSize();

    /** Where the body goes. */
    ResponseSink sink() throws IOException;

    /** Nothing follows. */
    void end();
}
