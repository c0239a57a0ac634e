using System.Net;

namespace Aops.ReleaseTool.Tests;

/// <summary>The operator's half of the server, as far as publishing and promoting need it, on a free loopback port.</summary>
internal sealed class RepositoryServer : IAsyncDisposable
{
    public const string Token = "operator-token";
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public RepositoryServer()
    {
        (_listener, Address) = Listen();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Method and path of every request that changed or read a file.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Body of the last PATCH.</summary>
    public string Patched { get; private set; } = "";

    /// <summary>Whether another person has to approve what is ordered.</summary>
    public bool AwaitsApproval { get; set; }

    /// <summary>PUTs that succeed before every further request is answered by 503.</summary>
    public int PutsMax { get; set; } = int.MaxValue;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    // HttpListener cannot bind port 0: take ports until one is free.
    private static (HttpListener, string) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/";
            var listener = new HttpListener { Prefixes = { address } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 50)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            try
            {
                context.Response.StatusCode = await AnswerAsync(context);
                context.Response.Close();
            }
            catch (ObjectDisposedException)
            {
                // The client had its whole answer, and its test has closed the listener.
                return;
            }
        }
    }

    private async Task<int> AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = Uri.UnescapeDataString(request.Url!.AbsolutePath);
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        if (request.Headers["Authorization"] != $"Bearer {Token}") return 401;
        Requests.Add($"{request.HttpMethod} {path}");
        if (request.HttpMethod == "PATCH") return await PatchAsync(context, body.ToArray());
        if (request.HttpMethod == "PUT")
        {
            if (PutsMax-- <= 0) return 503;
            if (Files.TryGetValue(path, out var known) && !path.EndsWith("timestamp.json", StringComparison.Ordinal)
                && !known.AsSpan().SequenceEqual(body.ToArray()))
            {
                return 409;
            }
            Files[path] = body.ToArray();
            return 201;
        }
        if (!Files.TryGetValue(path, out var file)) return 404;
        response.ContentLength64 = file.Length;
        if (request.HttpMethod == "GET") await response.OutputStream.WriteAsync(file);
        return 200;
    }

    private async Task<int> PatchAsync(HttpListenerContext context, byte[] body)
    {
        Patched = System.Text.Encoding.UTF8.GetString(body);
        var answer = AwaitsApproval
            ? """{"id":"ap1","rule":"large","state":"awaiting-approval"}"""u8.ToArray()
            : """{"revision":8}"""u8.ToArray();
        if (AwaitsApproval) context.Response.Headers["Location"] = "/api/v1/approvals/ap1";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength64 = answer.Length;
        context.Response.StatusCode = AwaitsApproval ? 202 : 200;
        await context.Response.OutputStream.WriteAsync(answer);
        return context.Response.StatusCode;
    }
}
