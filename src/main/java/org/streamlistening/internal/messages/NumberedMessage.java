package org.streamlistening.internal.messages;

import java.util.Locale;
import java.util.Set;

/**
 * A message with a number: what is wrong, and what to do. src/docs/messages.md lists all numbers. A number keeps its
 * meaning for ever: a message that is no longer needed moves to {@link #RETIRED}, and its number is not given to
 * another one.
 */
public enum NumberedMessage {
    NO_SERVER(
            1,
            "no Durable Streams server",
            "set durable-streams.url to its base URL, or durable-streams.embedded.enabled to true to run one inside this"
                    + " application"),
    UNUSABLE_VALUE(2, "%s", ""),
    NO_EXECUTOR(4, "%s", "set durable-streams.executor to the JNDI name of a ManagedExecutorService"),
    NOT_RUNNING(
            5,
            "streams can be used from @Observes @Initialized(ApplicationScoped.class) until"
                    + " @Observes @BeforeDestroyed(ApplicationScoped.class), but not before or after",
            "do not use them in the @PostConstruct of an EJB that is @Startup @Singleton, which the container makes before"
                    + " the application is ready, or in the @PreDestroy of a bean that ends with the application"),
    SERVER_CANNOT_START(6, "the embedded Durable Streams server cannot start", "%s"),
    SERVER_NOT_REGISTERED(
            7,
            "durable-streams.embedded.enabled is true, but the servlet container did not start the embedded server in this"
                    + " web application, so its streams cannot be reached over HTTP",
            "where the library is in the lib of an EAR, name %s as a listener in web.xml"),
    OWN_URL(
            8,
            "durable-streams.url leads to %s on this machine, which is the embedded server of this application itself",
            "remove durable-streams.url, since the application reaches its own server without one; or, if another server is"
                    + " meant, set durable-streams.embedded.enabled to false, or durable-streams.embedded.path to another"
                    + " path"),
    NO_WAR(
            9,
            "this thread belongs to none of the WARs of the EAR, each of which has an embedded server of its own",
            "call the streams on a thread of a WAR"),
    ASYNC_OBSERVER(
            10,
            "%s has @ObservesAsync, which gets nothing from a stream",
            "use @Observes; it runs on a background thread anyway"),
    EVENT_METADATA(11, "%s injects EventMetadata or InjectionPoint, which an event of a stream does not have", "%s"),
    TYPE_PARAMETERS(12, "%s observes %s", "a payload is of a class without type parameters, or a List of such"),
    NOT_SERIALIZABLE(
            13,
            "%s is @SessionScoped and has to do with streams, but is not Serializable",
            "let it implement Serializable, since a session is written to disk and moved to other servers with all of its"
                    + " beans"),
    SCOPE_OUT_OF_REACH(14, "%s is in a bean of scope @%s, whose instance is not known on a background thread", "%s"),
    ENDPOINT_OBSERVER(
            15,
            "%s is in a WebSocket endpoint, where a new instance without a connection would receive each event",
            "make the endpoint @ApplicationScoped, observe in another bean, or use org.streamlistening.websocket"),
    UNKNOWN_LISTENER(
            16,
            "%s observes @StreamListening(\"%s\"), but no bean injects a StreamListener or StreamListeners of that name;"
                    + " beans inject %s",
            "correct the name if it is misspelt; a servlet or another component that is no bean can inject it, too"),
    UNDECODABLE_TYPE(
            17,
            "no message of %s can become a %s, which %s observes: %s",
            "observe another type, or produce a Jsonb with @StreamListening that can make it"),
    SEVERAL_ACCESS_BEANS(18, "several beans are a StreamAccess, and only one of them can authorize requests", "%s"),
    USELESS_OBSERVER(19, "%s would receive no event: %s", "%s"),
    OBSERVER_UNDER_WAY(20, "%s", "%s"),
    UNDECODABLE_MESSAGE(21, "a message (%s, %d bytes) is no %s (%s)", ""),
    NO_INSTANCE(
            22,
            "this session has no instance of %s yet, and a background thread cannot make one",
            "use the bean in a request of the session first, or inject it into the bean that observes the stream"),
    SESSION_ENDED(
            23,
            "the HTTP session of this listener has ended, by a log-out or a time-out, or the listener was closed",
            "call listen or open again in a request of the next session; the last state of the listener can still be read"),
    NO_DELIVERY(24, "no %s is delivering on this thread", "%s"),
    TOO_MANY_LISTENERS(
            25,
            "this session has %d listeners of '%s' already",
            "close those that are not needed, or raise durable-streams.max-listeners"),
    ANOTHER_SESSION(
            26,
            "%s belongs to another session than the one of this request or delivery",
            "call it in its own session, or on a thread that has none"),
    NO_SESSION(
            27,
            "this thread has no HTTP session, so the session of %s is not known",
            "call an injected StreamListener or StreamListeners in a request of the session, or in an observer of its"
                    + " streams, and not at the start of the application or in a task of its own. For a task, open the"
                    + " listener in the request, with StreamListeners.open: any thread can call the result"),
    REQUEST_SCOPED_OBSERVER(
            28,
            "%s is in a bean of scope @RequestScoped. Each message is delivered in a request of its own, so a new instance"
                    + " receives it and is destroyed afterwards; no HTTP request sees that instance",
            "%s"),
    NO_CONFIGURATOR(
            30,
            "the endpoint of this connection has no stream socket configurator",
            "add @ServerEndpoint(configurator = StreamSocketConfigurator.class), or a subclass of it that calls its"
                    + " modifyHandshake"),
    SHARED_USER_PROPERTIES(
            31,
            "this server shares the user properties of an endpoint among its connections, against Jakarta WebSocket 2.1",
            "use a configuration class that does not share them: the session of a connection cannot be known otherwise"),
    INCOMPLETE_SNAPSHOT(
            34,
            "another version of this library serialized %s of a session, and not all of that can be read",
            "expect default options, and messages that come again"),
    NOTICES_NOT_WRITTEN(
            35,
            "the hand-over stream cannot be written, so listeners of sessions that moved to this server wait; trying again",
            "%s"),
    NOTICES_NOT_READ(
            36,
            "the hand-over stream cannot be read, so this server does not know which sessions moved to others, and listeners"
                    + " of sessions that moved to this server wait; trying again",
            "%s"),
    DELIVERIES_WAIT(
            37,
            "%d deliveries wait for a thread, the first one for %s. At work are observers of: %s; %d tasks were not started"
                    + " by the container",
            "have observers hand long work to an executor, raise durable-streams.delivery.own-threads, or give"
                    + " durable-streams.executor more threads"),
    NO_THREAD_FACTORY(38, "%s", "set %s to the JNDI name of a ManagedThreadFactory, or remove it"),
    CONSUMER_NAME(
            39,
            "%s names a consumer \"%s\" in @StreamConsuming",
            "use a name of 1 to 64 letters, digits, dots, hyphens and underscores that begins with no dot"),
    DEPENDENT_OBSERVER(
            41,
            "%s is in a @Dependent bean: a new instance receives each message and is destroyed afterwards",
            "%s; or make the method static"),
    CONFIGURED_STREAM(
            40,
            "consumer '%s' cannot follow another stream than '%s', which the configuration names",
            "remove the key durable-streams.consumer.%1$s.stream, and call follow at the start of the application"),
    CHECKPOINTS_UNAVAILABLE(
            42,
            "the checkpoint of consumer '%s' cannot be read or written, so no server delivers for it once its lease has"
                    + " ended; trying again",
            "look at the cause"),
    NO_DATA_SOURCE(
            49,
            "%s",
            "set durable-streams.consumers.data-source to the JNDI name of a DataSource that takes part in transactions of the"
                    + " container, such as java:comp/DefaultDataSource"),
    CONSUMER_WITHOUT_STREAM(
            43,
            "consumer '%s' follows no stream",
            "set durable-streams.consumer.%1$s.stream, or call follow of the injected StreamConsumer"),
    UNOBSERVED_CONSUMER(
            44,
            "consumer '%s' is injected, but no bean observes it: it passes over the messages of its stream",
            "observe them with @Observes @StreamConsuming(\"%s\"), or correct the name if it is misspelt"),
    SEVERAL_CHECKPOINT_STORES(
            45, "several beans are a CheckpointStore, and only one of them can keep the checkpoints", "%s"),
    CONSUMERS_ONLY(
            46,
            "%s has the policy dead-letter, which is for consumers",
            "choose another one, or consume the stream with @StreamConsuming and set"
                    + " durable-streams.consumer.NAME.on-observer-failure and .on-undecodable"),
    DEAD_LETTER_REJECTED(
            47,
            "consumer '%s' stops at a message that failed, because its dead-letter stream cannot be written: %s",
            "make that stream writable, or name another one in durable-streams.consumer.%1$s.dead-letter, and call resume"),
    NOT_DELIVERING(
            48,
            "this server does not deliver for consumer '%s'",
            "replay on the server where getStatus() is another one than STANDBY"),
    DEAD_LETTERS_WAIT(
            50,
            "the dead-letter stream of consumer '%s' cannot be written now, so the consumer waits; trying again: %s",
            ""),
    TRANSACTIONS_UNAVAILABLE(
            51,
            "a message of consumer '%s' waits, because the database of its transaction cannot be used now; trying again",
            "look at the cause"),
    NOT_RELEASED(
            52,
            "consumer '%s' was not released within %s after the application stopped, so another server delivers only when"
                    + " its lease has ended",
            "let its observers and the store of its checkpoints return in time"),
    UNKNOWN_CONSUMER(
            53,
            "consumer '%s' does not run: no bean of this web application observes or injects it",
            "correct the name if it is misspelt, or call the consumer in the web application that has its observers"),
    CONSUMER_FAILED(
            54,
            "consumer '%s' has failed, and delivers nothing more",
            "see the cause in the warning before this one; when it is mended, call resume() or restart the application, or"
                    + " call seek() to go on elsewhere"),
    UNKNOWN_KEY(55, "the configuration has %s, which is no key of this library, so it has no effect", "%s"),
    ANSWER_TAKEN_OVER(
            56,
            "the answer in stream '%s' was ended by another writer: another server found this one silent, or the"
                    + " application closed or deleted the stream",
            "if servers stop for that long, in garbage collections for example, raise durable-streams.answers.silence"),
    TOO_MANY_ANSWERS(
            57,
            "this server writes %d answers already",
            "raise durable-streams.answers.max-open, or find out which writers are not ended"),
    ANSWER_IS_OPEN(
            58,
            "this server writes an answer to stream '%s' already",
            "end that writer first, or write each answer to a stream of its own"),
    ANSWER_NOT_WRITTEN(
            59,
            "the answer in stream '%s' fails, because the server of the streams rejects it or cannot be reached",
            "look at the cause"),
    ANSWERS_NOT_WATCHED(
            60,
            "the control streams of answers cannot be read or written now; trying again. Until then, stops do not arrive,"
                    + " and the answers of a server that dies are not ended",
            "look at the cause"),
    MONITORING_UNUSABLE(
            61, "%s cannot be used, so the application runs without it", "look at the cause, or set %s to false"),
    STREAM_TABLES_UNUSABLE(62, "%s", "%s"),
    DATABASE_AWAY(
            63,
            "the database of the streams cannot be used now, so requests are rejected until it can",
            "look at the cause; no restart is needed"),
    DATABASE_FULL(
            64,
            "the disk of the database of the streams is full, so all changes are rejected until there is room",
            "free some space there; no restart is needed"),
    DATABASE_FAULT(
            65,
            "the database of the streams has rejected a statement, so a request failed; there is at most one such line a"
                    + " minute",
            "look at the cause");

    /** Numbers of messages that are no longer needed. DS-003: the address of the embedded server was not known yet. */
    public static final Set<Integer> RETIRED = Set.of(3);

    private final int number;
    private final String problem;
    private final String remedy;

    /** @param remedy what to do, or a {@code %s} for the details; empty if the problem says it */
    NumberedMessage(int number, String problem, String remedy) {
        this.number = number;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The number as users see it, such as {@code DS-001}. */
    public String number() {
        return String.format(Locale.ROOT, "DS-%03d", number);
    }

    /** Number, problem and remedy, with these arguments in place of {@code %s} and {@code %d}. */
    public String text(Object... arguments) {
        String template = remedy.isEmpty() ? problem : problem + ": " + remedy;
        return number() + ": " + String.format(Locale.ROOT, template, arguments);
    }
}
