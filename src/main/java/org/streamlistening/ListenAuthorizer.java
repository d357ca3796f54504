package org.streamlistening;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a session may listen to a stream. The application provides it as a bean of any scope. With several
 * beans, all of them must permit the stream. Default without a bean: every session may listen to every stream that the
 * application can read.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class OwnChatsOnly implements ListenAuthorizer {
 *     public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
 *         return principal != null && streamId.startsWith("chat/" + principal.getName() + "/");
 *     }
 * }
 * }</pre>
 *
 * <p>Called on the thread that calls {@code listen}, before anything changes, and again when a listener resumes by
 * itself on another server or after a restart. A permission lasts as long as the listener follows the stream: to end it
 * earlier, call {@link StreamListener#stop()}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ListenAuthorizer {

    /**
     * Whether this session may listen to this stream. If not, {@code listen} throws a {@link ListenRefusedException}.
     * An exception of this method is thrown by {@code listen}, too. In both cases the listener stays as it is.
     *
     * @param streamId a plain relative path, already checked
     * @param principal the caller of the request that calls {@code listen}; within an observer, or on a thread without
     *     a session, the caller of the request that called it last; null for a caller that is not logged in
     * @param listener the name of the listener; empty for the default one
     */
    boolean mayListen(String streamId, @Nullable Principal principal, String listener);
}
