using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Floor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

// aops-floor PORT FILE: listens on that port of 127.0.0.1, and writes its certificate to the file once it does.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
using var certificate = FloorCertificate.Create();
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
    IPAddress.Loopback, port,
    listen => listen.UseHttps(https =>
    {
        https.ServerCertificate = certificate;
        https.SslProtocols = SslProtocols.Tls13;
    })));
await using var web = builder.Build();
web.Run(async context =>
{
    using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
    await context.Request.Body.CopyToAsync(body);
    var heartbeat = JsonSerializer.Deserialize(
        body.GetBuffer().AsSpan(0, (int)body.Length), ContractsJson.Default.HeartbeatRequest)!;
    var reply = new HeartbeatReply
    {
        ServerTime = DateTimeOffset.UtcNow,
        Counter = (heartbeat.Host.Instance?.Counter ?? 0) + 1,
    };
    var answer = JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.HeartbeatReply);
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer);
});
await web.StartAsync();
File.WriteAllText(args[1], certificate.ExportCertificatePem());
await web.WaitForShutdownAsync();
