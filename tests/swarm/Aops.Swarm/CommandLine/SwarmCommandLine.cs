using System.Globalization;
using Aops.Swarm.Hosts;

namespace Aops.Swarm.CommandLine;

/// <summary>The words of the command line.</summary>
internal static class SwarmCommandLine
{
    public const string Help = """
        aops-swarm --server URL --ca FILE --token TOKEN [--token TOKEN …] [OPTIONS]

        Many simulated hosts against one aops-server: each enrols, holds its heartbeat at the server, takes up what it is
        told and goes through upgrades, as an agent does. Nothing is installed and nothing is executed.

          --server URL           the server, such as https://127.0.0.1:8443
          --ca FILE              its authority, DATA/ca.pem
          --token TOKEN          an enrolment token with uses for its hosts; host n enrols by token n modulo their number
          --hosts N              hosts (1000)
          --seed S               the same seed makes the same hosts (1)
          --ramp N               enrolments a second (500)
          --interval SECONDS     heartbeat interval (30)
          --hold SECONDS         how long the server may hold a heartbeat; 0 for answers at once (30)
          --own N                hosts with a TLS connection of their own; the others share HTTP/2 ones (2000)
          --per-connection N     hosts on one shared connection, up to 100 (90)
          --addresses N          connections come from 127.0.0.1 and the addresses after it, N of them (1)
          --version V            version of the suite that hosts begin with (1.0.0)
          --upgrades-fail SHARE  share of the hosts on which every upgrade is rolled back, 0 to 1 (0)
          --upgrades-fail-where ATTRIBUTE=PREFIX
                                 the same by what a host is: os, kernel, arch, hostname or token (its number)
          --download-time S      how long an upgrade is in download, in seconds (0)
          --run-time SECONDS     how long a run takes on a host; each writes one line (0)
          --runs-fail SHARE      share of the hosts on which every run exits with 1, 0 to 1 (0)
          --clones N             copies of N hosts on other machines (0)
          --deaths N             hosts that die without a farewell (0), --deaths-after SECONDS (10) after the last enrolment
          --storm-after SECONDS  cuts every connection at once, that long after the last enrolment
          --duration SECONDS     how long it goes on after the last enrolment (60)
          --summary FILE         writes the summary there, as JSON; without it, to standard output
          --help                 this text

        Progress goes to standard error: one line that changes on a terminal, a line every 10 s elsewhere.
        Exit codes: 0 all hosts enrolled; 1 some did not; 64 wrong words; 66 a file is not there; 130 interrupted.
        """;

    /// <summary>Reads the words.</summary>
    /// <param name="fault">What is wrong, if null is returned.</param>
    public static SwarmRequest? TryParse(IReadOnlyList<string> words, out string fault)
    {
        var given = new SwarmWords();
        for (var i = 0; i < words.Count; i += 2)
        {
            if (i + 1 == words.Count || !given.TryAdd(words[i], words[i + 1]))
            {
                fault = $"'{string.Join(' ', words.Skip(i).Take(2))}' is not understood";
                return null;
            }
        }
        fault = given.FindMissing() ?? "";
        return fault.Length == 0 ? given.ToRequest() : null;
    }
}
