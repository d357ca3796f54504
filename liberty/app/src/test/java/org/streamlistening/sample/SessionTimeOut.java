package org.streamlistening.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Makes the session of the request time out soon. */
@WebServlet("/time-out")
public class SessionTimeOut extends HttpServlet {

    static final int SECONDS = 3;

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        request.getSession(false).setMaxInactiveInterval(SECONDS);
    }
}
