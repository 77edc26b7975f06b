import type { APIRoute } from 'astro';
import { feedPaths, serveFeed } from '../../catalog/site-feeds.ts';

export const getStaticPaths = feedPaths;

export const GET: APIRoute = ({ params }) => serveFeed(params['name'], 'atom');
