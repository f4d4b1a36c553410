import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * Amazon's DynamoDB Local on 127.0.0.1. Its own main program listens on every interface and cannot be told otherwise;
 * the parts of it are public, so they are put together here as it does for {@code -inMemory -sharedDb}, on an address
 * of our choice. Telemetry is off because only that main program switches it on.
 */
public final class DynamoDbOnLoopback {
    private static final int PORT_IN_ADDRESS = 0;
    private static final boolean IN_MEMORY = true;
    private static final String NO_PATH = null;
    private static final boolean SHARED = true;
    private static final boolean DELAY_TRANSIENT_STATUSES = false;
    private static final String NO_CORS = null;

    public static void main(String[] arguments) throws Exception {
        var handler = new LocalDynamoDBRequestHandler(PORT_IN_ADDRESS, IN_MEMORY, NO_PATH, SHARED, DELAY_TRANSIENT_STATUSES);
        var server = new Server(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        server.setHandler(new LocalDynamoDBServerHandler(handler, NO_CORS));
        server.start();
        System.out.println("listening on http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        // Whoever started this holds the other end of standard input: when it is gone, so is this.
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }
}
