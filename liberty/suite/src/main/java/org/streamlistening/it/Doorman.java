package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import org.streamlistening.server.StreamAccess;

/** What is for guests is for whoever says to be one; everything else is for everybody. */
@ApplicationScoped
public class Doorman implements StreamAccess {

    static final String GUEST = "Guest";

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        return !streamId.startsWith("guests/") || "yes".equals(request.getHeader(GUEST));
    }
}
