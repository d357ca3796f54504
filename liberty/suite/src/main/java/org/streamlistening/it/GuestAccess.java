package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/** Permits streams of guests only to requests with the header of a guest, and all other streams to every caller. */
@ApplicationScoped
public class GuestAccess implements StreamAccess {

    static final String GUEST = "Guest";

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        return !streamId.startsWith("guests/") || "yes".equals(request.getHeader(GUEST));
    }
}
