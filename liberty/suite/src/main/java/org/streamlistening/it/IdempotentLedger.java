package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.streamlistening.consumer.StreamConsuming;

/** Another observer of the same consumer, whose effect is the same however often it receives a message. */
@ApplicationScoped
public class IdempotentLedger {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    void onToken(@Observes @StreamConsuming("ledger") Token token) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into effect (number) values (?) on conflict do nothing")) {
            insert.setInt(1, token.index());
            insert.executeUpdate();
        }
    }
}
