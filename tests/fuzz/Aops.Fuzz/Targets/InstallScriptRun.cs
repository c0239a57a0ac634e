using System.Diagnostics;
using System.Text;
using Aops.Fuzz.Engine;

namespace Aops.Fuzz.Targets;

/// <summary>Runs the script in a folder of its own, where a command of an input would leave a file.</summary>
internal sealed class InstallScriptRun(string script, string program, string curl)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    private readonly string _folder = Scratch.At("install");

    /// <summary>What came of a run.</summary>
    public sealed record Ended(int Code, string Error, bool HasCanary, string[] Words, string Token);

    /// <summary>Runs it, without a terminal.</summary>
    public Ended Execute(string token, string[] arguments)
    {
        Prepare();
        try
        {
            var (code, error) = Start(token, arguments);
            var output = Path.Combine(_folder, "out");
            return new(code, error, HasCanary(),
                Read(output).Split('\u0001')[..^1], Read(output + ".token"));
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void Prepare()
    {
        foreach (var name in new[] { "bin", "tmp", "cwd" }) Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, "program"), program);
        File.WriteAllText(Path.Combine(_folder, "install.sh"), script);
        File.WriteAllText(Path.Combine(_folder, "cwd/token"), InstallScriptModel.TokenOfTheFile + "\n");
        File.WriteAllText(Path.Combine(_folder, "bin/curl"), curl);
        File.SetUnixFileMode(Path.Combine(_folder, "bin/curl"), Executable);
    }

    // As it is: a mark of the byte order is part of a word.
    private static string Read(string path) => File.Exists(path) ? Encoding.UTF8.GetString(File.ReadAllBytes(path)) : "";

    private (int Code, string Error) Start(string token, string[] arguments)
    {
        var start = new ProcessStartInfo("setsid", ["--wait", "/bin/sh", Path.Combine(_folder, "install.sh"), .. arguments])
        {
            WorkingDirectory = Path.Combine(_folder, "cwd"),
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{_folder}/bin:/usr/bin:/bin";
        start.Environment["TMPDIR"] = Path.Combine(_folder, "tmp");
        start.Environment["FUZZ_OUT"] = Path.Combine(_folder, "out");
        start.Environment["FUZZ_PROGRAM"] = Path.Combine(_folder, "program");
        if (token.Length > 0) start.Environment["AOPS_TOKEN"] = token;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeMax))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"the script did not end in {TimeMax.TotalSeconds} s");
        }
        output.GetAwaiter().GetResult();
        return (process.ExitCode, error.GetAwaiter().GetResult());
    }

    // A command of an input is made in the current folder; the script itself leaves nothing there, nor in TMPDIR.
    private bool HasCanary() =>
        Directory.GetFileSystemEntries(Path.Combine(_folder, "cwd")).Length > 1
        || Directory.GetFileSystemEntries(Path.Combine(_folder, "tmp")).Length > 0
        || File.Exists(Path.Combine(_folder, "CANARY"));
}
