// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One line a call: method, volume, target, code, duration, and the message of a refusal. At DEBUG
 * the request as well, without its secrets.
 */
public final class LoggingInterceptor implements ServerInterceptor {
  private static final System.Logger LOG = System.getLogger(LoggingInterceptor.class.getName());
  private static final List<String> SHOWN = List.of("volume_id", "name", "target_path");

  /** What kubelet and the side-cars ask all the time. */
  private static final Set<String> QUIET =
      Set.of(
          "Probe",
          "GetPluginInfo",
          "GetPluginCapabilities",
          "NodeGetCapabilities",
          "NodeGetVolumeStats",
          "ControllerGetCapabilities",
          "ControllerGetVolume",
          "ListVolumes",
          "GetCapacity");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Logged<Q, A> logged = new Logged<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(logged, headers)) {
      @Override
      public void onMessage(Q message) {
        logged.noteRequest(message);
        super.onMessage(message);
      }
    };
  }

  private static final class Logged<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final long start = System.nanoTime();
    private volatile String subject = "";

    Logged(ServerCall<Q, A> call) {
      super(call);
    }

    private String method() {
      return String.valueOf(getMethodDescriptor().getBareMethodName());
    }

    void noteRequest(Object message) {
      if (message instanceof Message request) {
        subject = subjectOf(request);
        LOG.log(
            System.Logger.Level.DEBUG, () -> method() + " {" + Redaction.oneLine(request) + "}");
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      LOG.log(
          levelOf(method(), status),
          () ->
              method()
                  + subject
                  + " "
                  + status.getCode()
                  + " in "
                  + millis
                  + " ms"
                  + description(status.getDescription()));
      super.close(status, trailers);
    }

    private static String description(@Nullable String text) {
      return text == null ? "" : ": " + text;
    }
  }

  private static String subjectOf(Message request) {
    StringBuilder subject = new StringBuilder();
    for (String name : SHOWN) {
      FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
      if (field != null && !request.getField(field).equals("")) {
        subject.append(' ').append(name).append('=').append(request.getField(field));
      }
    }
    // Not validated yet: nobody writes lines of his own into the log.
    return subject.toString().replaceAll("\\p{Cntrl}", "?");
  }

  private static System.Logger.Level levelOf(String method, Status status) {
    if (status.getCode() == Status.Code.INTERNAL) {
      return System.Logger.Level.WARNING;
    }
    return status.isOk() && QUIET.contains(method)
        ? System.Logger.Level.DEBUG
        : System.Logger.Level.INFO;
  }
}
