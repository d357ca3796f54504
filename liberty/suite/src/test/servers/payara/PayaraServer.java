import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.PayaraMicroLauncher;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The process of a Payara Micro server. Connects to the port of its test run, and executes one command per line until
 * that run ends.
 *
 * <p>Arguments: the HTTP port, the port of the test run, the directory for the files of the server, and that of its
 * configuration.
 */
public class PayaraServer {

    public static void main(String[] arguments) throws Exception {
        // As "java -jar" starts it: the class loader of PayaraMicro.getInstance() ignores multi-release jars, and then
        // JSON-B knows no records.
        PayaraMicroRuntime server = PayaraMicroLauncher.create(new String[] {
                    "--port", arguments[0], "--nocluster", "--rootDir", arguments[2],
                    "--prebootcommandfile", arguments[3] + "/before-start.txt",
                    "--postbootcommandfile", arguments[3] + "/after-start.txt"
                })
                .getRuntime();
        // The address by its number: a server that prefers IPv6 has another loopback address than the test run.
        try (Socket run = new Socket("127.0.0.1", Integer.parseInt(arguments[1]));
                var commands = new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8));
                var results = new PrintWriter(run.getOutputStream(), true, StandardCharsets.UTF_8)) {
            results.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                results.println(execute(server, line.split(" ", 3)));
            }
        } catch (IOException e) {
            // Not to System.err, which the server has replaced.
            e.printStackTrace(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        } finally {
            System.exit(0);
        }
    }

    private static String execute(PayaraMicroRuntime server, String[] command) {
        try {
            switch (command[0]) {
                case "deploy" -> {
                    server.deploy(command[1], command[1], new File(command[2]));
                    return server.getDeployedApplicationNames().contains(command[1]) ? "done" : "failed";
                }
                case "undeploy" -> {
                    server.undeploy(command[1]);
                    return "done";
                }
                default -> throw new IllegalArgumentException(command[0]);
            }
        } catch (RuntimeException e) {
            return e.toString().replace('\n', ' ');
        }
    }
}
