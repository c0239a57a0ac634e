using Aops.Contracts.Json;
using Aops.Server.Audit;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using System.Text.Json;

namespace Aops.Server.People;

/// <summary>Makes a request that was approved: by its endpoint, as its sender, with the rights that the sender has now.</summary>
internal sealed class ApprovalReplay(
    HolderStore holders, RightsGate rights, FreezeGate freeze, RequestGate gate,
    Func<IEnumerable<RouteEndpoint>> endpoints, TimeProvider clock)
{
    /// <summary>Makes the request.</summary>
    /// <param name="approval">The request by which it is approved, whose services and id it has.</param>
    /// <returns>Status and body of its answer; the body is null where it has none.</returns>
    public async Task<(int Status, byte[]? Body)> RunAsync(ApprovalRecord record, HttpContext approval)
    {
        var endpoint = endpoints().FirstOrDefault(endpoint => IsOf(endpoint, record));
        var holder = await holders.FindByIdAsync(record.AskerId, clock.GetUtcNow(), CancellationToken.None);
        if (endpoint is null || holder is null) return Answer(ApprovalProblems.NoAsker(record.AskedBy));
        var access = endpoint.Metadata.GetMetadata<EndpointAccess>()!;
        var context = Make(record, approval, endpoint);
        using var admission = gate.Admit(access, holder);
        context.Features.Set(admission);
        var origin = WriteOrigin.Current;
        WriteOrigin.Current = new WriteOrigin(holder.Actor.Kind, holder.Actor.Name)
        {
            Client = origin.Client, RequestId = origin.RequestId, Reason = record.Reason,
        };
        try
        {
            await rights.CheckAsync(context, access, holder);
            freeze.Check(context, access);
            await endpoint.RequestDelegate!(context);
        }
        catch (RequestFault fault)
        {
            return Answer(fault.Problem);
        }
        finally
        {
            WriteOrigin.Current = origin;
        }
        var body = ((MemoryStream)context.Response.Body).ToArray();
        return (context.Response.StatusCode, body.Length > 0 ? body : null);
    }

    private static bool IsOf(RouteEndpoint endpoint, ApprovalRecord record) =>
        endpoint.RoutePattern.RawText == record.Route
        && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(record.Method) == true;

    private static DefaultHttpContext Make(ApprovalRecord record, HttpContext approval, RouteEndpoint endpoint)
    {
        var question = record.Path.IndexOf('?', StringComparison.Ordinal);
        var context = new DefaultHttpContext { RequestServices = approval.RequestServices };
        var request = context.Request;
        request.Method = record.Method;
        request.Scheme = approval.Request.Scheme;
        request.Host = approval.Request.Host;
        request.Path = question < 0 ? record.Path : record.Path[..question];
        request.QueryString = question < 0 ? default : new QueryString(record.Path[question..]);
        request.Body = new MemoryStream(record.Body, writable: false);
        request.ContentLength = record.Body.Length;
        if (record.Body.Length > 0) request.ContentType = "application/json";
        if (record.IfMatch is { } tag) request.Headers.IfMatch = tag;
        var values = new RouteValueDictionary();
        new TemplateMatcher(TemplateParser.Parse(record.Route), []).TryMatch(request.Path, values);
        request.RouteValues = values;
        context.SetEndpoint(endpoint);
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static (int Status, byte[]? Body) Answer(Contracts.Wire.Problem problem) =>
        (problem.Status, JsonSerializer.SerializeToUtf8Bytes(problem, ContractsJson.Default.Problem));
}
