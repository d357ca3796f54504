package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.streamlistening.server.StreamAccess;

/**
 * Permits every caller to read public streams, users and guests to do everything with their own streams, and editors to
 * do everything except deleting.
 */
@ApplicationScoped
public class UserAccess implements StreamAccess {

    @Inject
    private Guest guest;

    @Override
    public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
        Principal user = request.getUserPrincipal();
        return (operation == Operation.READ && streamId.startsWith("public/"))
                || (user != null && streamId.startsWith("users/" + user.getName() + "/"))
                || (operation != Operation.DELETE && request.isUserInRole("editor"))
                || streamId.equals("guests/" + guest.id());
    }
}
