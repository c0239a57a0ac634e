using System.Net;
using System.Net.Sockets;

namespace Aops.Harness;

/// <summary>Ports of the loopback address without a listener.</summary>
public static class FreePort
{
    /// <summary>Finds one. It is free now, and should be used soon.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
