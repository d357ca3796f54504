package org.streamlistening.it;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/** Commands for beans that are created late, and for sessions whose id or time-out changes. */
@WebServlet("/late/control")
public class LateBeansServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening("late")
    private StreamListener lateStream;

    @Inject
    private Late.Conditional conditional;

    @Inject
    private Late.LookedUp lookedUp;

    @Inject
    private Basket basket;

    private final Jsonb jsonb = JsonbBuilder.create();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        switch (request.getParameter("do")) {
            case "listen-late" -> lateStream.listen(request.getParameter("stream"));
            case "late-status" -> response.getWriter().print(lateStream.getStatus());
            case "conditional" -> jsonb.toJson(conditional.tokens(), response.getWriter());
            case "looked-up" -> jsonb.toJson(lookedUp.tokens(), response.getWriter());
            case "basket" -> jsonb.toJson(basket.tokens(), response.getWriter());
            case "change-id" -> response.getWriter().print(changeId(request));
            case "expire-after" ->
                request.getSession().setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds")));
            default -> jsonb.toJson(List.of(), response.getWriter());
        }
    }

    /** @return whether the id has changed */
    private static boolean changeId(HttpServletRequest request) {
        String before = request.getSession().getId();
        return !before.equals(request.changeSessionId());
    }
}
