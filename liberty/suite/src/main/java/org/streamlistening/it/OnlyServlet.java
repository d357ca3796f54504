package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;

/** Injects listeners of names that no bean uses. */
@WebServlet("/only")
public class OnlyServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening("only here")
    private StreamListener stream;

    @Inject
    @StreamListening("tabs")
    private StreamListeners tabs;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(stream.getName() + " of " + stream.getSessionKey() + ", "
                        + tabs.open("x").getName());
    }
}
