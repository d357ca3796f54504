package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Returns what {@link Ledger} has received, and what is in the database of the application. */
@WebServlet("/control")
public class LedgerServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private Ledger ledger;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private final Jsonb jsonb = JsonbBuilder.create();

    /** The values of one column. */
    public record Rows(List<String> values) {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("application/json");
        try {
            switch (request.getParameter("do")) {
                case "fail" -> ledger.failNext();
                case "delay" -> ledger.delayNextCommit();
                case "execute" -> execute(request.getParameter("sql"));
                case "select" -> jsonb.toJson(select(request.getParameter("sql")), response.getWriter());
                default -> jsonb.toJson(ledger.snapshot(), response.getWriter());
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Rows select(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return new Rows(values);
    }
}
