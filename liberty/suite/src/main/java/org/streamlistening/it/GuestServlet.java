package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Returns the id of the session's guest. */
@WebServlet("/guest")
public class GuestServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Guest guest;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(guest.id());
    }
}
