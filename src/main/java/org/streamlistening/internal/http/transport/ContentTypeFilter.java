package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Sends a content type exactly as declared: a {@link MediaType} drops spaces, and a server may compare the text. */
final class ContentTypeFilter implements ClientRequestFilter {

    /** The request property with the declared content type. */
    static final String CONTENT_TYPE = ContentTypeFilter.class.getName();

    @Override
    public void filter(ClientRequestContext request) {
        Object type = request.getProperty(CONTENT_TYPE);
        if (type != null) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, type);
        }
    }
}
