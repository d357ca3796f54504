package org.streamlistening.internal.store.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ForkOrigin;
import org.streamlistening.internal.engine.state.ForkRequest;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamImage;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamOffset;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.StoredStream;

/** A stream as a row. */
final class StreamRow {

    /** The columns that {@link #read} expects, in this order. */
    static final List<String> COLUMNS = List.of(
            "number",
            "id",
            "incarnation",
            "content_type",
            "ttl_seconds",
            "expires_at",
            "fork_source",
            "fork_source_id",
            "fork_incarnation",
            "fork_bytes",
            "fork_sub_offset",
            "fork_position",
            "fork_ttl_seconds",
            "fork_expires_at",
            "origin_tail",
            "origin_messages",
            "tail",
            "messages",
            "closed",
            "closed_by_id",
            "closed_by_epoch",
            "closed_by_seq",
            "last_seq",
            "hidden",
            "earliest",
            "last_used",
            "fork_depth",
            "forks");

    /** The columns that no reader needs: the key of the id, and the time at which the lifetime ends. */
    static final List<String> DERIVED = List.of("id_hash", "over_at");

    private StreamRow() {}

    /** The values of {@link #COLUMNS}, then those of {@link #DERIVED}. */
    static @Nullable Object[] values(StoredStream stream) {
        StreamImage image = stream.image();
        StreamLifetime lifetime = image.config().lifetime();
        Optional<ForkOrigin> fork = image.config().fork();
        Optional<StreamOffset> requested = fork.flatMap(from -> from.request().offset());
        StreamState state = image.state();
        ProducerRequest closedBy = state.closedBy();
        return new @Nullable Object[] {
            image.number(),
            StoredText.of(image.id()),
            image.incarnation(),
            image.config().contentType().header(),
            ttl(lifetime),
            expiresAt(lifetime),
            fork.map(ForkOrigin::source).orElse(null),
            fork.map(from -> StoredText.of(from.request().source())).orElse(null),
            requested.map(StreamOffset::incarnation).orElse(null),
            requested.map(StreamOffset::bytes).orElse(null),
            fork.map(from -> from.request().subOffset()).orElse(null),
            fork.map(ForkOrigin::position).orElse(null),
            fork.map(from -> ttl(from.lifetime())).orElse(null),
            fork.map(from -> expiresAt(from.lifetime())).orElse(null),
            image.origin().tail(),
            image.origin().messages(),
            state.tail(),
            state.messages(),
            state.closed(),
            closedBy == null ? null : StoredText.of(closedBy.id()),
            closedBy == null ? null : closedBy.epoch(),
            closedBy == null ? null : closedBy.seq(),
            StoredText.of(state.seq()),
            image.hidden(),
            image.earliest(),
            StoredTime.millis(image.lastUsed()),
            stream.forkDepth(),
            stream.forks(),
            StoredText.key(image.id()),
            StoredTime.overAt(lifetime, image.lastUsed())
        };
    }

    private static @Nullable Long ttl(StreamLifetime lifetime) {
        return lifetime.ttlSeconds().isPresent() ? lifetime.ttlSeconds().getAsLong() : null;
    }

    /** As text, for times of the far past or future. */
    private static @Nullable String expiresAt(StreamLifetime lifetime) {
        return lifetime.expiresAt().map(Instant::toString).orElse(null);
    }

    static StoredStream read(ResultSet row) throws SQLException {
        StreamConfig config = new StreamConfig(
                ContentType.parse(row.getString(4)), lifetime(number(row, 5), row.getString(6)), fork(row));
        ProducerRequest closedBy =
                row.getString(20) == null ? null : new ProducerRequest(text(row, 20), row.getLong(21), row.getLong(22));
        StreamImage image = new StreamImage(
                row.getLong(1),
                row.getLong(3),
                text(row, 2),
                config,
                StreamState.beginningAt(row.getLong(15), row.getLong(16)),
                new StreamState(
                        row.getLong(17),
                        row.getLong(18),
                        row.getBoolean(19),
                        closedBy,
                        StoredText.read(row.getString(23))),
                Map.of(),
                row.getBoolean(24),
                Instant.ofEpochMilli(row.getLong(26)),
                row.getLong(25),
                List.of());
        return new StoredStream(image, row.getInt(27), row.getInt(28));
    }

    private static Optional<ForkOrigin> fork(ResultSet row) throws SQLException {
        Long source = number(row, 7);
        if (source == null) {
            return Optional.empty();
        }
        Long incarnation = number(row, 9);
        Optional<StreamOffset> offset =
                incarnation == null ? Optional.empty() : Optional.of(new StreamOffset(incarnation, row.getLong(10)));
        return Optional.of(new ForkOrigin(
                new ForkRequest(text(row, 8), offset, row.getLong(11)),
                lifetime(number(row, 13), row.getString(14)),
                source,
                row.getLong(12)));
    }

    private static StreamLifetime lifetime(@Nullable Long ttl, @Nullable String expiresAt) {
        return new StreamLifetime(
                ttl == null ? OptionalLong.empty() : OptionalLong.of(ttl),
                Optional.ofNullable(expiresAt).map(Instant::parse));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(StoredText.read(row.getString(column)));
    }
}
