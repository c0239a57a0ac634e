namespace Aops.CommandLine.Tests;

/// <summary>The files that the command lines name: specifications with a mistake each, hosts, a repository.</summary>
internal sealed class WrongInputWorld(string folder)
{
    private const string Head = "\"name\": \"demo\",\n  \"version\": \"1.0\",\n  \"exec\": \"run\"";

    // Members of a specification by the name of the folder that has it.
    private static readonly (string Name, string Members)[] Specs =
    [
        ("good", ""),
        ("typo", "\"readyness\": {\"kind\": \"tcp\", \"address\": \"127.0.0.1:1\"}"),
        ("typo-below", "\"limits\": {\"memoryMax\": 5}"),
        ("unit", "\"limits\": {\"memoryMaxBytes\": \"128MiB\"}"),
        ("unit-time", "\"stop\": {\"deadlineSeconds\": \"2m\"}"),
        ("quoted", "\"nice\": \"5\""),
        ("word", "\"restart\": {\"policy\": \"on-failur\"}"),
        ("kind", "\"liveness\": {\"url\": \"http://127.0.0.1/\"}"),
        ("variable", "\"args\": [\"--port\", \"${NOPE}\"]"),
        ("user", "\"user\": \"nosuchuser\""),
        ("twice", "\"nice\": 1,\n  \"nice\": 2"),
        ("range", "\"nice\": 99"),
        ("umask", "\"umask\": \"999\""),
        ("signal", "\"stop\": {\"signal\": \"SIGKILL\"}"),
        ("self", "\"dependsOn\": [\"demo\"]"),
        ("probe", "\"readiness\": {\"kind\": \"exec\", \"command\": [\"check\"]}"),
        ("https", "\"readiness\": {\"kind\": \"http\", \"url\": \"https://127.0.0.1/\"}"),
        ("list", "\"args\": \"-v\""),
        ("env", "\"env\": {\"PORT\": 8080}"),
        ("pattern", "\"settable\": {\"env\": {\"PORT\": \"[0-9\"}}"),
        ("six", "\"nice\": 99,\n  \"umask\": 22,\n  \"limts\": {},\n  \"restart\": {\"startLimit\": -1},\n  \"log\": {\"filesMax\": 0},\n  \"stop\": {\"signal\": \"TERM\"}"),
    ];

    private static readonly (string Name, string Text)[] BrokenSpecs =
    [
        ("comma", "{\n  \"name\": \"demo\",\n  \"exec\": \"run\",\n}"),
        ("no-comma", "{\n  \"name\": \"demo\"\n  \"exec\": \"run\"\n}"),
        ("comment", "{\n  // the name\n  \"name\": \"demo\"\n}"),
        ("single", "{\n  'name': 'demo'\n}"),
        ("cut", "{\n  \"name\": \"demo\""),
        ("empty", ""),
        ("null", "null"),
        ("array", "[]"),
        ("yaml", "name: demo\n"),
        ("missing", "{\n  \"name\": \"demo\",\n  \"versoin\": \"1.0\"\n}"),
    ];

    // Lines of conf.yml by the name of the host that has them.
    private static readonly (string Name, string Text)[] Hosts =
    [
        ("tab", "logLevel: info\n\theartbeatInterval: 30s\n"),
        ("key", "heartbeatIntervall: 30s\n"),
        ("number", "heartbeatInterval: 5\n"),
        ("level", "logLevel: warn\n"),
        ("port", "metricsPort: 99999\n"),
        ("size", "spmMaxMem: 256M\n"),
        ("server", "heartbeatSrv: http://server\n"),
        ("colon", "proxy: http://a: b\n"),
        ("quote", "proxy: \"http://a\nlogLevel: info\n"),
        ("list", "- logLevel\n"),
        ("nested", "proxy:\n  address: http://a\n"),
        ("together", "pingInterval: 1m\npingTimeout: 10s\n"),
        ("name", "hostName: db 01\n"),
        ("empty", ""),
    ];

    public async Task MakeAsync()
    {
        foreach (var (name, members) in Specs)
            MakeSubAgent(name, $"{{\n  {Head}{(members.Length > 0 ? $",\n  {members}" : "")}\n}}\n");
        foreach (var (name, text) in BrokenSpecs) MakeSubAgent(name, text);
        Write("nothing/.keep-out", "");
        File.Delete(Path.Combine(folder, "nothing/.keep-out"));
        Write("readme/README", "text");
        MakeSubAgent("plain", $"{{\n  {Head}\n}}\n", isExecutable: false);
        foreach (var (name, text) in Hosts) Write($"host-{name}/etc/aops/conf.yml", text);
        Write("token", "secret\n");
        Write("empty-token", "");
        Write("not.pem", "text\n");
        Write("passphrase", "right\n");
        Write("wrong-passphrase", "wrong\n");
        Write("agent/bin/aops-spm", "#!/bin/sh\n", isExecutable: true);
        Write("body.json", "{\"agent\": {\"version\": \"1\",}}");
        Write("body.yml", "agent:\n\tversion: 1\n");
        Write("list.yml", "- a\n");
        await RunAsync("aops-release init --repo repo --keys keys --passphrase-file passphrase");
        await RunAsync("aops-release init --repo plain-repo --keys plain-keys");
        await RunAsync("aops-release pack --input good --output good.tar.zst --level 1");
    }

    private async Task RunAsync(string words)
    {
        var done = await new WrongInputRunner(folder).RunAsync(new WrongInput(words, []));
        Assert.True(done.Answer[0] == "= 0", string.Join('\n', done.Answer));
    }

    private void MakeSubAgent(string name, string specification, bool isExecutable = true)
    {
        Write($"{name}/run", "#!/bin/sh\n", isExecutable);
        Write($"{name}/subagent.json", specification);
    }

    private void Write(string path, string content, bool isExecutable = false)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        if (isExecutable) File.SetUnixFileMode(file, (UnixFileMode)0x1ED);
    }
}
